package dev.peerscribe;

import dev.peerscribe.Switch.Made;
import dev.peerscribe.Trail.Delay;
import dev.peerscribe.Witness.Captured;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What was recorded of a page, held against what it captured. Times are in seconds since the epoch. */
final class SyncRecording {
    private final String peer;
    private final Captured captured;
    private final List<Made> switches;
    private final List<JsonNode> gaps = new ArrayList<>();
    private final List<Double> flashes = new ArrayList<>();
    private final List<Double> beeps = new ArrayList<>();
    private double begin = Double.NaN;
    private double end = Double.NaN;
    private int files;
    private int pictures;
    private int errors;

    private SyncRecording(String peer, Captured captured, List<Made> switches) {
        this.peer = peer;
        this.captured = captured;
        this.switches = switches;
    }

    static SyncRecording of(String name, Captured captured, List<Made> switches, JsonNode recording, Path folder)
            throws IOException {
        String peer = "";
        SyncRecording of = null;
        for (JsonNode file : recording.get("files")) {
            if (file.get("peerName").asString().equals(name)) {
                peer = file.get("peer").asString();
                of = of == null ? new SyncRecording(peer, captured, switches) : of;
                of.add(
                        FlashesAndBeeps.of(folder.resolve(file.get("name").asString())),
                        seconds(recording.get("startedAt"))
                                + file.get("offsetSeconds").asDouble());
            }
        }
        if (of == null) {
            throw new IllegalStateException("nothing was recorded of " + name + ": " + recording);
        }
        for (JsonNode gap : recording.get("gaps")) {
            if (gap.get("peer").asString().equals(peer)) {
                of.gaps.add(gap);
            }
        }
        return of;
    }

    private void add(FlashesAndBeeps file, double at) {
        files++;
        begin = files == 1 ? at : Math.min(begin, at);
        double fileEnd = at + file.probe().durationSeconds();
        end = files == 1 ? fileEnd : Math.max(end, fileEnd);
        file.flashes().forEach(each -> flashes.add(at + each));
        file.beeps().forEach(each -> beeps.add(at + each));
        pictures += file.probe().pictures().size();
        errors += file.probe().decodeErrors();
    }

    int files() {
        return files;
    }

    int pictures() {
        return pictures;
    }

    int errors() {
        return errors;
    }

    double seconds() {
        return end - begin;
    }

    /** Events that were captured while nothing hid them. */
    int events() {
        return shownFlashes().size() + shownBeeps().size();
    }

    int hidden() {
        return captured.flashes().size() + captured.beeps().size() - events();
    }

    Trail pictureTrail() {
        return new Trail(shownFlashes(), flashes, shift());
    }

    Trail soundTrail() {
        return new Trail(shownBeeps(), beeps, shift());
    }

    List<Double> missing(Trail trail) {
        return trail.missing(begin, end);
    }

    /** In seconds since the first file began. */
    double sinceBegin(double time) {
        return time - begin;
    }

    List<Made> switches() {
        return switches;
    }

    List<JsonNode> gaps() {
        return gaps;
    }

    /** The gaps that fall into the time of a change, or right behind it. */
    List<JsonNode> gapsOf(Made made) {
        return gaps.stream()
                .filter(gap -> seconds(gap.get("from")) < captured.zero() + made.to() + 1
                        && seconds(gap.get("to")) > captured.zero() + made.from())
                .toList();
    }

    String peer() {
        return peer;
    }

    static double seconds(JsonNode instant) {
        Instant at = Instant.parse(instant.asString());
        return at.getEpochSecond() + at.getNano() / 1e9;
    }

    private double shift() {
        return Trail.shift(shownBeeps(), beeps);
    }

    private List<Double> shownFlashes() {
        return captured.flashes().stream()
                .filter(at -> switches.stream().noneMatch(made -> made.hidesFlash(at)))
                .map(at -> captured.zero() + at)
                .toList();
    }

    private List<Double> shownBeeps() {
        return captured.beeps().stream()
                .filter(at -> switches.stream().noneMatch(made -> made.hidesBeep(at)))
                .map(at -> captured.zero() + at)
                .toList();
    }

    /** How much later than the picture the sound is, of each flash. */
    List<Delay> soundLateness() {
        return Trail.lateness(pictureTrail().delays(), soundTrail().delays());
    }
}
