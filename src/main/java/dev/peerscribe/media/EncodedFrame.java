package dev.peerscribe.media;

import dev.peerscribe.codec.Codec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A frame as its sender encoded it: of a picture track one picture, of a sound track usually 20 ms. */
public non-sealed interface EncodedFrame extends MediaFrame {
    /** How it is encoded; the same for all frames of a track, unless the sender changes to another codec. */
    Codec codec();

    /**
     * The bytes, in the form that {@link dev.peerscribe.codec.AssembledFrame} tells, from position to limit; direct, and
     * dead after {@link #close()}. Native code reads some bytes beyond what it is given: where the buffer's capacity goes
     * 64 bytes beyond its limit a sink need not copy.
     */
    ByteBuffer data();

    /** Whether decoding can begin here; always so for sound. */
    boolean key();

    /** Pixels across, before {@link #rotation()}; 0 for sound. */
    int width();

    /** Pixels down, before {@link #rotation()}; 0 for sound. */
    int height();

    /** How far the picture is to be turned clockwise to stand upright: 0, 90, 180 or 270 degrees. */
    int rotation();

    /** What a container wants to know before the first frame; the same array as long as nothing changed. */
    byte @Nullable [] configuration();

    /** Why frames that came before this one are not handed over, {@link Loss#NONE} where none are missing. */
    Loss lossBefore();

    /** How loud the sound is by its sender, in -dBov (RFC 6464 §3): 0 is the loudest, 127 silence; -1 where it does not say. */
    int audioLevel();

    /**
     * Asks the sender for a key frame, since the sink cannot use what comes before one; nothing for sound. Any thread,
     * any time, as often as one likes: how often the sender is bothered is the engine's business.
     */
    void requestKeyFrame();

    /** Another hold on the same frame, to be closed on its own; lets several sinks share one. */
    EncodedFrame retain();

    /** Gives back this hold; a second time it does nothing. */
    @Override
    void close();

    /** Why frames are missing. */
    enum Loss {
        /** None are. */
        NONE,
        /** Packets did not arrive, in spite of being asked for again. */
        NETWORK,
        /** Frames arrived that build on one that did not, so a key frame was waited for. */
        KEY_FRAME
    }
}
