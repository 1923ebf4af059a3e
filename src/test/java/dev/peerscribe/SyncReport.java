package dev.peerscribe;

import dev.peerscribe.Trail.Delay;
import dev.peerscribe.Witness.Sent;
import dev.peerscribe.bench.Trend;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says in words what came of a call. */
final class SyncReport {
    private static final int MOST_LISTED = 20;
    private static final double MINUTE = 60;

    private final PrintStream out;

    SyncReport(PrintStream out) {
        this.out = out;
    }

    void caller(SyncCaller caller, Sent sent, double stayed, SyncRecording found) {
        Trail pictures = found.pictureTrail();
        Trail sound = found.soundTrail();
        List<Double> dark = found.missing(pictures);
        List<Double> silent = found.missing(sound);
        int missing = dark.size() + silent.size();
        out.printf(
                """
                %s, %d file(s); network: %s
                  pictures              %d of %d sent, %d decode errors
                  seconds               %.3f of %.3f; %.3f of sound sent
                  flashes and beeps     %d and %d of %d missing (%.2f %%); %d more were muted or paused%n""",
                caller.name(),
                found.files(),
                caller.network(),
                found.pictures(),
                sent.frames(),
                found.errors(),
                found.seconds(),
                stayed,
                sent.seconds(),
                dark.size(),
                silent.size(),
                found.events(),
                100.0 * missing / found.events(),
                found.hidden());
        list("no flash at", dark, found);
        list("no beep at", silent, found);
        print("sound after picture", found.soundLateness());
        gaps(found);
        found.switches().forEach(made -> change(found, made));
    }

    /** How far two files are apart where they are laid side by side. */
    void pair(SyncCaller one, SyncRecording ones, SyncCaller other, SyncRecording others) {
        out.printf("%s beside %s, on the recording's one timeline%n", other.name(), one.name());
        print(
                "pictures",
                Trail.lateness(
                        ones.pictureTrail().delays(), others.pictureTrail().delays()));
        print(
                "sound",
                Trail.lateness(ones.soundTrail().delays(), others.soundTrail().delays()));
    }

    private void list(String what, List<Double> times, SyncRecording found) {
        if (!times.isEmpty()) {
            out.printf(
                    "    %-19s %s%s%n",
                    what,
                    times.stream()
                            .limit(MOST_LISTED)
                            .map(at -> "%.1f".formatted(found.sinceBegin(at)))
                            .collect(Collectors.joining(", ")),
                    times.size() > MOST_LISTED ? " …" : "");
        }
    }

    private void print(String what, List<Delay> lateness) {
        List<Double> seconds = lateness.stream().map(Delay::seconds).toList();
        double median = Trail.median(seconds);
        List<Double> apart =
                lateness.stream().map(each -> Math.abs(each.seconds() - median)).toList();
        out.printf(
                "  %-21s %.1f ms in the middle, %.1f ms median deviation, %.1f ms at most from the middle, drift %.1f ms an"
                        + " hour; by minutes %s%n",
                what,
                1000 * median,
                1000 * Trail.median(apart),
                1000 * apart.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
                1000 * 3600 * Trend.slope(lateness.stream().map(Delay::at).toList(), seconds),
                byMinutes(lateness));
    }

    /** The medians of each minute, ms. */
    private static String byMinutes(List<Delay> lateness) {
        Map<Integer, List<Delay>> minutes = lateness.stream()
                .collect(Collectors.groupingBy(
                        each -> (int) ((each.at() - lateness.getFirst().at()) / MINUTE),
                        TreeMap::new,
                        Collectors.toList()));
        return minutes.values().stream()
                .map(minute -> Trail.median(minute.stream().map(Delay::seconds).toList()))
                .map(median -> "%.0f".formatted(1000 * median))
                .collect(Collectors.joining(" "));
    }

    private void gaps(SyncRecording found) {
        Map<String, Long> causes = found.gaps().stream()
                .collect(Collectors.groupingBy(
                        gap -> gap.get("kind").asString() + " "
                                + gap.get("cause").asString(),
                        TreeMap::new,
                        Collectors.counting()));
        out.printf("  gaps                  %s%n", causes);
    }

    private void change(SyncRecording found, Switch.Made made) {
        String gaps = found.gapsOf(made).stream()
                .map(gap -> "%s %s %.2f s"
                        .formatted(
                                gap.get("kind").asString(),
                                gap.get("cause").asString(),
                                SyncRecording.seconds(gap.get("to")) - SyncRecording.seconds(gap.get("from"))))
                .collect(Collectors.joining(", "));
        out.printf(
                "    %7.1f s %-17s %.2f s%s%s%n",
                made.from(),
                made.what(),
                made.to() - made.from(),
                made.what().hidden().isEmpty() ? "" : ", hides " + made.what().hidden(),
                gaps.isEmpty() ? "" : ", listed: " + gaps);
    }
}
