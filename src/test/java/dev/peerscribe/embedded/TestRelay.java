package dev.peerscribe.embedded;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import tools.jackson.databind.json.JsonMapper;

/** The real open relay for tests of other rooms. */
public final class TestRelay {
    private TestRelay() {}

    /**
     * Starts one on a free port of this machine; {@link OpenRelay#stop()} ends it.
     *
     * @param keysAndValues properties below {@code peerscribe.embedded.relay}, each followed by its value
     */
    public static OpenRelay start(String... keysAndValues) {
        OpenRelay relay = new OpenRelay(
                TestProperties.relay(keysAndValues),
                new RelayMeters(new SimpleMeterRegistry()),
                new EnvelopeStamp(new JsonMapper()));
        relay.start();
        return relay;
    }
}
