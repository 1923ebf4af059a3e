package dev.peerscribe;

import dev.peerscribe.access.Audit;
import dev.peerscribe.meeting.Meetings;
import dev.peerscribe.recording.Recordings;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The end of the process when it is told to end: the first SIGTERM drains, then ends; a second one ends at once. Either
 * way meetings are left and their files completed; uploads have until the drain is over.
 */
final class Termination {
    private static final Logger log = LoggerFactory.getLogger(Termination.class);
    private static final String SIGNAL = "TERM";
    private static final long LOOK_MILLIS = 100;

    private final ConfigurableApplicationContext context;
    /** Whether it was asked for; goes from false to true only. */
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Open when it was asked for once more. */
    private final CountDownLatch askedAgain = new CountDownLatch(1);

    Termination(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Takes SIGTERM from the JVM, which would end at the first and not notice a second. The class for that is no part of the
     * Java API, yet of every JDK (module jdk.unsupported); where it is missing, the JVM's own way remains.
     */
    void watch() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (!method.getName().equals("handle")) {
                            // What every object has.
                            return method.invoke(this, arguments);
                        }
                        ask();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(SIGNAL), ours);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            log.warn("SIGTERM ends all meetings at once: it cannot be caught here ({})", e.toString());
        }
    }

    /** On the thread that the JVM has for a signal: returns at once. */
    private void ask() {
        if (asked.compareAndSet(false, true)) {
            Thread.ofPlatform().name("termination").start(this::end);
        } else {
            askedAgain.countDown();
        }
    }

    private void end() {
        int code = ExitCode.UNFINISHED;
        try {
            Recordings recordings = context.getBean(Recordings.class);
            drain(context.getBean(Meetings.class));
            context.close();
            code = ExitCode.of(recordings.list());
            if (code == ExitCode.UNFINISHED) {
                log.warn("Recordings are unfinished; they are completed at the next start");
            }
        } catch (RuntimeException e) {
            log.error("The agent did not end in good order", e);
        } finally {
            System.exit(code);
        }
    }

    private void drain(Meetings meetings) {
        context.getBean(Audit.class).tell("agent.drain", "signal:" + SIGNAL);
        meetings.drain();
        try {
            while (!meetings.isDrainOver() && !askedAgain.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // meetings go on, and so do uploads
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
