package dev.peerscribe.media;

import java.nio.ByteBuffer;

/** A decoded picture, I420 (4:2:0 planar, limited range). The planes are direct and die with {@link #close()}. */
public non-sealed interface VideoPicture extends MediaFrame {
    /** Pixels across, before {@link #rotation()}. */
    int width();

    /** Pixels down, before {@link #rotation()}. */
    int height();

    /** How far the picture is to be turned clockwise to stand upright: 0, 90, 180 or 270 degrees. */
    int rotation();

    /** Luma, {@link #strideY()} bytes a row, {@link #height()} rows. */
    ByteBuffer y();

    /** Blue difference, {@link #strideU()} bytes a row, half the rows rounded up. */
    ByteBuffer u();

    /** Red difference, {@link #strideV()} bytes a row, half the rows rounded up. */
    ByteBuffer v();

    int strideY();

    int strideU();

    int strideV();

    /** Another hold on the same picture, to be closed on its own; lets several sinks share one picture. */
    VideoPicture retain();
}
