package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FrameBufferTest {
    private final FrameBufferPool pool = new FrameBufferPool();

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }

    @Test
    void itGrowsWithWhatIsAdded() {
        byte[] bytes = bytes(100_000);
        try (FrameBuffer buffer = pool.get(1)) {
            for (int at = 0; at < bytes.length; at += 1000) {
                assertThat(buffer.append(bytes, at, 1000)).isTrue();
            }
            assertThat(buffer.append(7)).isTrue();
            assertThat(buffer.size()).isEqualTo(100_001);
            ByteBuffer view = buffer.view();
            assertThat(view.isDirect()).isTrue();
            assertThat(view.slice(0, bytes.length)).isEqualTo(ByteBuffer.wrap(bytes));
            assertThat(buffer.at(100_000)).isEqualTo(7);
            assertThat(buffer.at(255)).isEqualTo(bytes[255] & 0xff);
            assertThat(pool.lent()).isEqualTo(1);
            assertThat(pool.lentBytes()).isEqualTo(1 << 17);
        }
        assertThat(pool.lentBytes()).isZero();
    }

    @Test
    void aViewIsReadOnlyAndOfItsOwn() {
        try (FrameBuffer buffer = pool.get(10)) {
            buffer.append(bytes(10), 0, 10);
            ByteBuffer view = buffer.view();
            view.get();
            assertThat(buffer.view().remaining()).isEqualTo(10);
            assertThatThrownBy(() -> view.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
            buffer.append(1);
            assertThat(view.limit()).isEqualTo(10);
        }
    }

    @Test
    void itIsNeverLargerThanAFrameMayBe() {
        byte[] bytes = bytes(FrameBufferPool.LARGEST);
        try (FrameBuffer buffer = pool.get(Integer.MAX_VALUE)) {
            assertThat(buffer.append(bytes, 0, bytes.length)).isTrue();
            assertThat(buffer.append(1)).isFalse();
            assertThat(buffer.append(bytes, 0, 1)).isFalse();
            assertThat(buffer.insert(0, 1)).isFalse();
            assertThat(buffer.size()).isEqualTo(FrameBufferPool.LARGEST);
            assertThat(buffer.view()).isEqualTo(ByteBuffer.wrap(bytes));
        }
        try (FrameBuffer buffer = pool.get(1)) {
            assertThat(buffer.append(new byte[FrameBufferPool.LARGEST + 1], 0, FrameBufferPool.LARGEST + 1))
                    .isFalse();
            assertThat(buffer.size()).isZero();
        }
    }

    @Test
    void itIsChangedInPlace() {
        try (FrameBuffer buffer = pool.get(1)) {
            byte[] bytes = bytes(1024);
            buffer.append(bytes, 0, 1024);
            assertThat(buffer.insert(2, 3)).isTrue(); // grows
            assertThat(buffer.size()).isEqualTo(1027);
            assertThat(buffer.matches(0, bytes, 0, 2)).isTrue();
            assertThat(buffer.matches(5, bytes, 2, 1022)).isTrue();
            assertThat(buffer.matches(5, bytes, 2, 1023)).isFalse();
            assertThat(buffer.matches(4, bytes, 2, 10)).isFalse();
            buffer.set(4, 0xfe);
            assertThat(buffer.at(4)).isEqualTo(0xfe);
            buffer.remove(5);
            assertThat(buffer.size()).isEqualTo(1022);
            assertThat(buffer.matches(0, bytes, 2, 1022)).isTrue();
            buffer.truncate(10);
            byte[] copy = new byte[12];
            buffer.copy(8, copy, 1, 2);
            assertThat(copy).containsExactly(0, bytes[10], bytes[11], 0, 0, 0, 0, 0, 0, 0, 0, 0);
            buffer.clear();
            assertThat(buffer.size()).isZero();
        }
    }

    @Test
    void itGoesBackWithTheLastHold() {
        FrameBuffer buffer = pool.get(5000);
        FrameBuffer second = buffer.retain();
        assertThat(second).isSameAs(buffer);
        buffer.close();
        assertThat(pool.lent()).isEqualTo(1);
        second.close();
        assertThat(pool.lent()).isZero();
        assertThat(pool.kept()).isEqualTo(8192);
        buffer.close(); // once too often
        assertThat(pool.lent()).isZero();
        assertThat(pool.kept()).isEqualTo(8192);
        assertThatThrownBy(buffer::retain).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void memoryIsUsedAgain() {
        try (FrameBuffer buffer = pool.get(5000)) {
            buffer.append(1);
        }
        try (FrameBuffer again = pool.get(8192)) {
            assertThat(again.size()).isZero();
            assertThat(pool.kept()).isZero();
            assertThat(pool.lentBytes()).isEqualTo(8192);
            try (FrameBuffer other = pool.get(8192)) {
                other.append(2);
                assertThat(again.size()).isZero();
                assertThat(pool.lentBytes()).isEqualTo(16384);
            }
        }
        assertThat(pool.kept()).isEqualTo(16384);
    }

    @Test
    void notMoreIsKeptThanIsWorthIt() {
        List<FrameBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            buffers.add(pool.get(FrameBufferPool.LARGEST));
        }
        assertThat(pool.lent()).isEqualTo(6);
        buffers.forEach(FrameBuffer::close);
        assertThat(pool.lent()).isZero();
        assertThat(pool.kept()).isEqualTo(16 << 20);
    }

    @Test
    void holdsAreClosedByAnyThread() throws InterruptedException {
        FrameBuffer buffer = pool.get(100);
        int threads = 4;
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            FrameBuffer hold = buffer.retain();
            all.add(Thread.ofPlatform().start(() -> {
                try (hold) {
                    begin.await();
                    for (int j = 0; j < 1000; j++) {
                        hold.retain().close();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        buffer.close();
        begin.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(pool.lent()).isZero();
        assertThat(pool.kept()).isEqualTo(1024);
    }
}
