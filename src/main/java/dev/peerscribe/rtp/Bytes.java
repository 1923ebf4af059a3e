package dev.peerscribe.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network byte order; who calls has looked at the bounds. */
final class Bytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Bytes() {}

    static int u16(byte[] from, int at) {
        return (short) SHORT.get(from, at) & 0xffff;
    }

    static int i32(byte[] from, int at) {
        return (int) INT.get(from, at);
    }

    static long u32(byte[] from, int at) {
        return i32(from, at) & 0xffff_ffffL;
    }

    static void put16(byte[] to, int at, int value) {
        SHORT.set(to, at, (short) value);
    }

    static void put32(byte[] to, int at, int value) {
        INT.set(to, at, value);
    }
}
