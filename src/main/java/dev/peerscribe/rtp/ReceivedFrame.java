package dev.peerscribe.rtp;

import dev.peerscribe.codec.AssembledFrame;
import dev.peerscribe.codec.Codec;

/**
 * A frame that can be decoded, given that those before it were.
 *
 * @param frame as its sender encoded it; its data are the receiver's to close. Its timestamp is that of RTP, extended
 * @param presentationNanos when it is to be shown, on the clock of {@link System#nanoTime()}; strictly increasing within a
 *     section, comparable between the sections of a session
 * @param rotation by how many degrees the picture is to be turned clockwise: 0, 90, 180 or 270
 * @param audioLevel dB below the loudest, 0 to 127 (RFC 6464); −1 where it was not said
 * @param loss what is missing before it
 */
public record ReceivedFrame(
        AssembledFrame frame, Codec codec, long presentationNanos, int rotation, int audioLevel, Loss loss) {}
