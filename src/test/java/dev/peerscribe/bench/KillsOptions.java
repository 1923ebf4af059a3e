package dev.peerscribe.bench;

import dev.peerscribe.codec.Codec;
import java.util.ArrayList;
import java.util.List;

/**
 * What is killed, and when.
 *
 * @param kills how often
 * @param engines taken in turns
 * @param codec of the pictures that are sent
 * @param shortest seconds from the first picture sent to the kill, at least
 * @param longest seconds from the first picture sent to the kill, at most
 * @param seed of the moments
 * @param agent options of the agent
 */
record KillsOptions(
        int kills, List<String> engines, Codec codec, double shortest, double longest, long seed, List<String> agent) {
    private static final String USAGE = """
            kills [--kills 100] [--engines passthrough,webrtc] [--codec VP8] [--seconds 0.5-6] [--seed 1]
                  [-- AGENT OPTION...]""";

    static KillsOptions parse(String... arguments) {
        int kills = 100;
        List<String> engines = List.of("passthrough", "webrtc");
        Codec codec = Codec.VP8;
        String[] seconds = {"0.5", "6"};
        long seed = 1;
        List<String> agent = List.of();
        List<String> rest = new ArrayList<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            if (option.equals("--")) {
                agent = List.copyOf(rest);
                break;
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(USAGE);
            }
            String value = rest.removeFirst();
            switch (option) {
                case "--kills" -> kills = Integer.parseInt(value);
                case "--engines" -> engines = List.of(value.split(",", -1));
                case "--codec" -> codec = Codec.valueOf(value);
                case "--seconds" -> seconds = value.split("-", 2);
                case "--seed" -> seed = Long.parseLong(value);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        return new KillsOptions(
                kills,
                engines,
                codec,
                Double.parseDouble(seconds[0]),
                Double.parseDouble(seconds[seconds.length - 1]),
                seed,
                agent);
    }
}
