package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.composite.Timeline.Lane;
import dev.peerscribe.composite.Timeline.Piece;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeakerTest {
    private final Lane ada = lane("ada");
    private final Lane ben = lane("ben");
    private final Lane cleo = lane("cleo");
    private final List<Lane> there = List.of(ada, ben, cleo);
    private final Speaker speaker = new Speaker();
    private long now;

    @Test
    void whileNobodySpeaksWhoCameFirstIsLarge() {
        assertThat(speaker.first(there, 0)).containsExactly(ada, ben, cleo);
    }

    @Test
    void whoSpeaksIsLargeAndTheOthersKeepTheirOrder() {
        speaks(cleo, 1000);
        assertThat(speaker.first(there, now)).containsExactly(cleo, ada, ben);
    }

    @Test
    void aCoughTakesNobodysPlace() {
        speaks(ben, 3000);
        assertThat(speaker.first(there, now)).startsWith(ben);
        both(ben, cleo, 3000);
        assertThat(speaker.first(there, now)).startsWith(ben);
    }

    @Test
    void nobodyHasTheFloorForAMomentOnly() {
        speaks(ben, 1000);
        assertThat(speaker.first(there, now)).startsWith(ben);
        speaks(cleo, 1500);
        assertThat(speaker.first(there, now)).startsWith(ben);
        speaks(cleo, 1500);
        assertThat(speaker.first(there, now)).startsWith(cleo);
    }

    @Test
    void whoLeavesGivesItsPlaceUp() {
        speaks(cleo, 1000);
        assertThat(speaker.first(there, now)).startsWith(cleo);
        assertThat(speaker.first(List.of(ada, ben), now)).containsExactly(ada, ben);
        assertThat(speaker.first(List.of(), now)).isEmpty();
    }

    private void speaks(Lane lane, long millis) {
        for (long end = now + millis; now < end; now += 20) {
            for (Lane each : there) {
                speaker.heard(each.pieces().getFirst(), each.equals(lane) ? 0.01 : 0, 20);
            }
        }
    }

    private void both(Lane one, Lane other, long millis) {
        for (long end = now + millis; now < end; now += 20) {
            speaker.heard(one.pieces().getFirst(), 0.01, 20);
            speaker.heard(other.pieces().getFirst(), 0.012, 20);
        }
    }

    private static Lane lane(String peer) {
        return new Lane(peer, null, List.of(new Piece(peer + "-1.webm", 0, 0, 60_000, true, true, 0)));
    }
}
