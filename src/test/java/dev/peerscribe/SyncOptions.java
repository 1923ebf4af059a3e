package dev.peerscribe;

import java.util.ArrayList;
import java.util.List;

/**
 * What call is measured.
 *
 * @param minutes that it lasts
 * @param loss share of datagrams that vanish on either way, 0 to 1
 * @param delayMillis how late each datagram is, on either way
 * @param switches made in it by its first page
 * @param pair whether two pages take part, whose files are held against each other
 */
record SyncOptions(int minutes, String engine, double loss, int delayMillis, int switches, boolean pair) {
    private static final String USAGE = """
            sync [--minutes 20] [--engine passthrough] [--loss 0] [--delay 0] [--switches 0] [--pair]""";

    static SyncOptions parse(String... arguments) {
        int minutes = 20;
        String engine = "passthrough";
        double loss = 0;
        int delay = 0;
        int switches = 0;
        boolean pair = false;
        List<String> rest = new ArrayList<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            if (option.equals("--pair")) {
                pair = true;
                continue;
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(USAGE);
            }
            String value = rest.removeFirst();
            switch (option) {
                case "--minutes" -> minutes = Math.clamp(Integer.parseInt(value), 1, 120);
                case "--engine" -> engine = value;
                case "--loss" -> loss = Math.clamp(Double.parseDouble(value), 0, 50) / 100;
                case "--delay" -> delay = Math.clamp(Integer.parseInt(value), 0, 1000);
                case "--switches" -> switches = Math.clamp(Integer.parseInt(value), 0, 1000);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        return new SyncOptions(minutes, engine, loss, delay, switches, pair);
    }

    boolean badNetwork() {
        return loss > 0 || delayMillis > 0;
    }
}
