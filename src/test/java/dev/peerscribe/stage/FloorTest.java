package dev.peerscribe.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FloorTest {
    private final Participant ada = new Participant("ada");
    private final Participant ben = new Participant("ben");
    private final Participant cleo = new Participant("cleo");
    private final List<Participant> there = List.of(ada, ben, cleo);
    private final Floor<Participant, String> floor = new Floor<>(Participant::sounds);
    private long now;

    @Test
    void whileNobodySpeaksWhoCameFirstIsLarge() {
        assertThat(floor.first(there, 0)).containsExactly(ada, ben, cleo);
    }

    @Test
    void whoSpeaksIsLargeAndTheOthersKeepTheirOrder() {
        speaks(cleo, 1000);
        assertThat(floor.first(there, now)).containsExactly(cleo, ada, ben);
    }

    @Test
    void aCoughTakesNobodysPlace() {
        speaks(ben, 3000);
        assertThat(floor.first(there, now)).startsWith(ben);
        both(ben, cleo, 3000);
        assertThat(floor.first(there, now)).startsWith(ben);
    }

    @Test
    void nobodyHasTheFloorForAMomentOnly() {
        speaks(ben, 1000);
        assertThat(floor.first(there, now)).startsWith(ben);
        speaks(cleo, 1500);
        assertThat(floor.first(there, now)).startsWith(ben);
        speaks(cleo, 1500);
        assertThat(floor.first(there, now)).startsWith(cleo);
    }

    @Test
    void whoLeavesGivesItsPlaceUp() {
        speaks(cleo, 1000);
        assertThat(floor.first(there, now)).startsWith(cleo);
        assertThat(floor.first(List.of(ada, ben), now)).containsExactly(ada, ben);
        assertThat(floor.first(List.of(), now)).isEmpty();
    }

    @Test
    void whatIsOverIsForgotten() {
        speaks(cleo, 1000);
        there.forEach(each -> each.sounds().forEach(floor::over));

        assertThat(floor.isQuiet()).isTrue();
    }

    private void speaks(Participant speaker, long millis) {
        for (long end = now + millis; now < end; now += 20) {
            for (Participant each : there) {
                floor.heard(each.sounds().getFirst(), each.equals(speaker) ? 0.01 : 0, 20);
            }
        }
    }

    private void both(Participant one, Participant other, long millis) {
        for (long end = now + millis; now < end; now += 20) {
            floor.heard(one.sounds().getFirst(), 0.01, 20);
            floor.heard(other.sounds().getFirst(), 0.012, 20);
        }
    }

    private record Participant(String name) {
        List<String> sounds() {
            return List.of(name + "'s microphone");
        }
    }
}
