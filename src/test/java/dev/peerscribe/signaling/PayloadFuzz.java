package dev.peerscribe.signaling;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a fuzzer does with a payload, which is JSON in a string: the first byte picks the signal type, the rest is the
 * payload of a frame whose envelope is right. See {@code bench/fuzz}.
 */
public final class PayloadFuzz {
    static final List<String> TYPES = List.of(
            SignalType.SECURE_OFFER,
            SignalType.SECURE_ANSWER,
            SignalType.ICE_CANDIDATE,
            SignalType.CHAT,
            SignalType.HELLO,
            SignalType.ACK);

    private static final JsonMapper JSON = new JsonMapper();

    private PayloadFuzz() {}

    /** Called by the fuzzer; whatever leaves it is a finding. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 0) {
            String type = TYPES.get(Math.floorMod(data[0], TYPES.size()));
            EnvelopeFuzz.hear(frame(type, new String(data, 1, data.length - 1, StandardCharsets.UTF_8)));
        }
    }

    private static String frame(String type, String payload) {
        return JSON.writeValueAsString(JSON.createObjectNode()
                .put("signal_type", type)
                .put("payload", payload)
                .put("sender_id", "somebody")
                .put("timestamp", 1_800_000_000L));
    }
}
