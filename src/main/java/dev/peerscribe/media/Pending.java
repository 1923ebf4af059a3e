package dev.peerscribe.media;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsCollectorCallback;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Asynchronous operations of the engine, waited for with a bound by the session thread and never by a native one. */
final class Pending {
    private Pending() {}

    static RTCSessionDescription create(
            String what, Duration bound, Consumer<CreateSessionDescriptionObserver> operation)
            throws NegotiationException, InterruptedException {
        CompletableFuture<RTCSessionDescription> done = new CompletableFuture<>();
        start(
                what,
                () -> operation.accept(new CreateSessionDescriptionObserver() {
                    @Override
                    public void onSuccess(RTCSessionDescription description) {
                        done.complete(description);
                    }

                    @Override
                    public void onFailure(String error) {
                        done.completeExceptionally(refused(what));
                    }
                }));
        return await(what, bound, done);
    }

    static void set(String what, Duration bound, Consumer<SetSessionDescriptionObserver> operation)
            throws NegotiationException, InterruptedException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        start(
                what,
                () -> operation.accept(new SetSessionDescriptionObserver() {
                    @Override
                    public void onSuccess() {
                        done.complete(true);
                    }

                    @Override
                    public void onFailure(String error) {
                        done.completeExceptionally(refused(what));
                    }
                }));
        var _ = await(what, bound, done);
    }

    static RTCStatsReport report(Duration bound, Consumer<RTCStatsCollectorCallback> operation)
            throws NegotiationException, InterruptedException {
        CompletableFuture<RTCStatsReport> done = new CompletableFuture<>();
        start("statistics", () -> operation.accept(done::complete));
        return await("statistics", bound, done);
    }

    /** Runs a call into the library, whose parsers throw {@link Error} for bad input; its words are not passed on. */
    static void start(String what, Runnable call) throws NegotiationException {
        try {
            call.run();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw refused(what);
        }
    }

    private static <T> T await(String what, Duration bound, CompletableFuture<T> done)
            throws NegotiationException, InterruptedException {
        try {
            return done.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refused(what);
        } catch (TimeoutException e) {
            throw new NegotiationException(
                    NegotiationRule.TIMEOUT, "the engine took longer than " + bound + " over the " + what);
        }
    }

    private static NegotiationException refused(String what) {
        return new NegotiationException(NegotiationRule.ENGINE, "the engine refused the " + what);
    }
}
