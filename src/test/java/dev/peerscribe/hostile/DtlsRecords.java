package dev.peerscribe.hostile;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Datagrams that look like DTLS 1.2 (RFC 6347), to a degree. */
final class DtlsRecords {
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int VERSION = 0xFEFD;
    private static final int ROOM = 1_400;

    private final Random random;

    DtlsRecords(Random random) {
        this.random = random;
    }

    /** One to three records. */
    byte[] any() {
        ByteBuffer datagram = ByteBuffer.allocate(ROOM);
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> record(datagram, ALERT, random.nextInt(2), alert());
                case 1 -> record(datagram, HANDSHAKE, 0, clientHello());
                case 2 ->
                    record(
                            datagram,
                            20 + random.nextInt(6),
                            random.nextInt(3),
                            Bytes.random(random, random.nextInt(300)));
                default ->
                    record(
                            datagram,
                            20 + random.nextInt(44),
                            random.nextInt(0x10000),
                            Bytes.random(random, random.nextInt(100)));
            }
        }
        byte[] bytes = Arrays.copyOf(datagram.array(), datagram.position());
        return switch (random.nextInt(6)) {
            case 0 -> Bytes.changed(random, bytes, 1, 4);
            case 1 -> Bytes.otherLength(random, bytes);
            default -> bytes;
        };
    }

    private void record(ByteBuffer datagram, int type, int epoch, byte[] fragment) {
        datagram.put((byte) type).putShort((short) VERSION).putShort((short) epoch);
        datagram.put(Bytes.random(random, 6)).putShort((short) fragment.length).put(fragment);
    }

    /** A fatal one, or a goodbye. */
    private byte[] alert() {
        return new byte[] {(byte) (1 + random.nextInt(2)), (byte) (random.nextBoolean() ? 0 : random.nextInt(120))};
    }

    private byte[] clientHello() {
        ByteBuffer hello = ByteBuffer.allocate(120);
        hello.putInt(CLIENT_HELLO << 24)
                .putShort((short) random.nextInt(3))
                .put(new byte[6]); // length, fragment: below
        hello.putShort((short) VERSION)
                .put(Bytes.random(random, 32))
                .put((byte) 0)
                .put((byte) 0);
        hello.putShort((short) 4).putShort((short) 0xC02B).putShort((short) 0xC02F);
        hello.put((byte) 1).put((byte) 0);
        hello.putShort((short) 9).putShort((short) 14).putShort((short) 5).putShort((short) 2);
        hello.putShort((short) 1).put((byte) 0);
        int length = hello.position() - 12;
        hello.putShort(2, (short) length).putShort(10, (short) length);
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
