package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelShelfTest {
    private final ChannelShelf shelf = new ChannelShelf();
    private final List<FakeChannel> all = new ArrayList<>();

    @Test
    void channelsThatClosedMakeRoomForOthersAndAreGivenBackOnce() {
        for (int i = 0; i < ChannelShelf.MAX_OPEN; i++) {
            assertThat(shelf.hasRoom()).isTrue();
            add();
        }
        assertThat(shelf.hasRoom()).isFalse();
        all.getFirst().closed = true;
        assertThat(shelf.hasRoom()).isTrue();
        assertThat(all.getFirst().closings).as("on a thread of the engine").isZero();
        shelf.tidy();
        shelf.close();
        assertThat(all).allMatch(channel -> channel.closings == 1);
    }

    @Test
    void aChannelThatArrivesDuringTheCloseIsGivenBackToo() {
        shelf.close();
        add();
        shelf.close();
        assertThat(all.getFirst().closings).isEqualTo(1);
        assertThat(shelf.send("x")).isFalse();
    }

    @Test
    void whatWaitsForItsDisposalIsBounded() {
        for (int i = 0; i < ChannelShelf.MAX_DISCARDED; i++) {
            assertThat(shelf.discard(() -> {})).isTrue();
        }
        assertThat(shelf.discard(() -> {})).isFalse();
        shelf.tidy();
        assertThat(shelf.discard(() -> {})).isTrue();
    }

    private void add() {
        FakeChannel channel = new FakeChannel();
        all.add(channel);
        shelf.add(channel);
    }

    private static final class FakeChannel implements ChannelShelf.Channel {
        private boolean closed;
        private int closings;

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public boolean send(String text) {
            return !closed;
        }

        @Override
        public void close() {
            closings++;
        }
    }
}
