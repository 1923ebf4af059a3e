package dev.peerscribe.identity;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Trust in other peers' keys: what all meetings share. Safe for use by many threads. */
@Component
public class PeerTrust implements DisposableBean {
    private final TrustProperties properties;
    private final AllowList allowed;
    private final PinFile pinFile;
    private final InstantSource clock;

    /**
     * Reads the pins and the allow-list.
     *
     * @throws TrustFileException where one of them cannot be used
     */
    @Autowired
    public PeerTrust(TrustProperties properties, MeterRegistry registry, ObjectProvider<Clock> clock) {
        this(properties, registry, clock.getIfAvailable(Clock::systemUTC));
    }

    /** The same, with the time given. */
    public PeerTrust(TrustProperties properties, MeterRegistry registry, InstantSource clock) {
        this.properties = properties;
        this.clock = clock;
        allowed = new AllowList(properties, registry);
        pinFile = new PinFile(properties, registry);
    }

    /**
     * The trust of a meeting that begins.
     *
     * @param url the meeting's; its pins are known by it, without the query, which may hold a token
     * @param policy null for the configured one
     */
    public MeetingTrust open(URI url, @Nullable TrustPolicy policy) {
        return switch (policy == null ? properties.policy() : policy) {
            case ANY -> MeetingTrust.ofAnybody();
            case PIN_ON_FIRST_USE -> {
                String meeting = url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
                yield guarded(new PinRule(meeting, pinFile.pins(), pinFile::keep, clock));
            }
            case ALLOW_LIST -> guarded(new ListRule(allowed));
        };
    }

    private MeetingTrust guarded(KeyRule rule) {
        return new GuardedTrust(
                rule, properties.unknown(), new WaitingRoom(properties.maxWaiting(), properties.waitTimeout(), clock));
    }

    /** Looks whether the allow-list is another one, and tries to write what could not be written. */
    public void look() {
        allowed.look();
        pinFile.keep();
    }

    /** Writes the pins that are not on the disk yet, within 5 s. */
    @Override
    public void destroy() {
        pinFile.close();
    }
}
