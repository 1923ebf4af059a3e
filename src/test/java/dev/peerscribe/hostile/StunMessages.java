package dev.peerscribe.hostile;

import dev.peerscribe.passthrough.SenderConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Messages of STUN (RFC 8489) that look like those of a peer's connectivity checks (RFC 8445 §7.2), to a degree. */
final class StunMessages {
    private static final int[] CLASSES = {0x0001, 0x0001, 0x0001, 0x0011, 0x0101, 0x0111};
    private static final int[] ATTRIBUTES = {
        0x0001, 0x0006, 0x0008, 0x0009, 0x000A, 0x0014, 0x0015, 0x0020, 0x0024, 0x0025, 0x8022, 0x8023, 0x8028, 0x8029,
        0x802A
    };
    private static final int USERNAME = 0x0006;
    private static final int INTEGRITY = 0x0008;
    private static final int PRIORITY = 0x0024;
    private static final int FINGERPRINT = 0x8028;
    private static final int CONTROLLING = 0x802A;
    private static final int FINGERPRINT_MASK = 0x5354_554e;
    private static final int COOKIE = 0x2112_A442;
    private static final int HEADER = 20;
    private static final int ROOM = 1_000;

    private final Random random;

    StunMessages(Random random) {
        this.random = random;
    }

    /** A message with attributes of any kind, signed by who knows the password, or by who does not. */
    byte[] any(SenderConnection connection, boolean knowing) {
        SenderConnection.Credentials receiver = connection.remote();
        ByteBuffer message = ByteBuffer.allocate(ROOM);
        boolean check = random.nextInt(4) > 0;
        message.putShort((short) (check ? 1 : CLASSES[random.nextInt(CLASSES.length)]));
        message.putShort((short) 0).putInt(COOKIE);
        message.put(Bytes.random(random, 12));
        boolean sound = random.nextInt(3) == 0;
        if (sound || random.nextInt(4) > 0) {
            String user = receiver.ufrag() + ":" + connection.local().ufrag();
            attribute(message, USERNAME, user.getBytes(StandardCharsets.US_ASCII));
        }
        if (sound) {
            attribute(message, PRIORITY, Bytes.random(random, 4));
            attribute(message, CONTROLLING, Bytes.random(random, 8));
        } else {
            for (int i = random.nextInt(6); i > 0; i--) {
                int type = random.nextInt(8) == 0
                        ? random.nextInt(0x10000)
                        : ATTRIBUTES[random.nextInt(ATTRIBUTES.length)];
                attribute(message, type, Bytes.random(random, random.nextInt(40)));
            }
        }
        sign(message, knowing ? receiver.password() : "what-a-stranger-guesses");
        byte[] bytes = Arrays.copyOf(message.array(), message.position());
        if (!knowing && random.nextInt(3) == 0) {
            return Bytes.changed(random, bytes, 0, 6);
        }
        return !knowing && random.nextInt(6) == 0 ? Bytes.otherLength(random, bytes) : bytes;
    }

    private static void attribute(ByteBuffer message, int type, byte[] value) {
        message.putShort((short) type).putShort((short) value.length).put(value);
        while (message.position() % 4 != 0) {
            message.put((byte) 0);
        }
    }

    /** With its integrity and fingerprint (RFC 8489 §14.5, §14.7), each of which counts on the length up to itself. */
    private static void sign(ByteBuffer message, String password) {
        try {
            length(message, 24);
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
            mac.update(message.duplicate().flip());
            attribute(message, INTEGRITY, mac.doFinal());
            length(message, 8);
            CRC32 crc = new CRC32();
            crc.update(message.duplicate().flip());
            attribute(
                    message,
                    FINGERPRINT,
                    ByteBuffer.allocate(4)
                            .putInt((int) crc.getValue() ^ FINGERPRINT_MASK)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void length(ByteBuffer message, int more) {
        message.putShort(2, (short) (message.position() - HEADER + more));
    }
}
