package dev.peerscribe.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What is waited for, and how often.
 *
 * @param runs of each engine and each way to begin
 * @param engines in this order
 * @param agent options of the agent
 */
record LatencyOptions(int runs, List<String> engines, List<String> agent) {
    private static final String USAGE = "latency [--runs 100] [--engines passthrough,webrtc] [-- AGENT OPTION...]";

    static LatencyOptions parse(String... arguments) {
        int runs = 100;
        List<String> engines = List.of("passthrough", "webrtc");
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
                case "--runs" -> runs = Math.clamp(Integer.parseInt(value), 1, 10_000);
                case "--engines" -> engines = List.of(value.split(",", -1));
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        return new LatencyOptions(runs, engines, agent);
    }
}
