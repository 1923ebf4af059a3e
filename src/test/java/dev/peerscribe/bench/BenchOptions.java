package dev.peerscribe.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the engines are compared by.
 *
 * @param engines in this order
 * @param callers how many call at once, one run each
 * @param webrtcMost with more callers than this the engine that decodes is left out
 * @param warmUp seconds from the last caller on before anything is measured
 * @param seconds of measuring
 * @param width of the picture
 * @param height of the picture
 * @param bitRate of the picture
 * @param profile whether to say where the CPU time goes
 * @param jvm options of the agent's virtual machine, beside those of config/jvm.options
 * @param agent options of the agent
 */
record BenchOptions(
        List<String> engines,
        List<Integer> callers,
        int webrtcMost,
        int warmUp,
        int seconds,
        int width,
        int height,
        int bitRate,
        boolean profile,
        List<String> jvm,
        List<String> agent) {
    private static final String USAGE = """
            engines [--engines passthrough,webrtc] [--callers 1,4,16,64] [--webrtc-most 4] [--warm-up 20] [--seconds 20]
                    [--size 1280x720] [--bit-rate 2000000] [--jfr] [--jvm OPTION]... [-- AGENT OPTION...]""";

    static BenchOptions parse(String... arguments) {
        List<String> engines = List.of("passthrough", "webrtc");
        List<Integer> callers = List.of(1, 4, 16, 64);
        int most = 4;
        int warmUp = 20;
        int seconds = 20;
        String size = "1280x720";
        int bitRate = 2_000_000;
        boolean profile = false;
        List<String> jvm = new ArrayList<>();
        List<String> agent = List.of();
        List<String> rest = new ArrayList<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            if (option.equals("--")) {
                agent = List.copyOf(rest);
                break;
            }
            if (option.equals("--jfr")) {
                profile = true;
                continue;
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(USAGE);
            }
            String value = rest.removeFirst();
            switch (option) {
                case "--engines" -> engines = List.of(value.split(","));
                case "--callers" ->
                    callers = Arrays.stream(value.split(","))
                            .map(Integer::valueOf)
                            .toList();
                case "--webrtc-most" -> most = Integer.parseInt(value);
                case "--warm-up" -> warmUp = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--size" -> size = value;
                case "--bit-rate" -> bitRate = Integer.parseInt(value);
                case "--jvm" -> jvm.add(value);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        String[] sides = size.split("x", 2);
        return new BenchOptions(
                engines,
                callers,
                most,
                warmUp,
                seconds,
                Integer.parseInt(sides[0]),
                Integer.parseInt(sides[1]),
                bitRate,
                profile,
                jvm,
                agent);
    }

    /** Options of the agent's virtual machine beside the common ones: a small heap where nothing is decoded, then what was asked for. */
    List<String> jvm(String engine) {
        List<String> all = new ArrayList<>(engine.equals("passthrough") ? List.of("-Xmx128m") : List.of());
        all.addAll(jvm);
        return all;
    }
}
