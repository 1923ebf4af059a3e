package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/**
 * A frame as its sender encoded it, whole.
 *
 * @param data VP8, Opus: the frame; VP9: the frame, or a superframe of those of all spatial layers; H264: an access
 *     unit as a byte stream (ITU-T H.264 Annex B), parameter sets included where they were sent; AV1: a temporal unit
 *     in the low overhead format, every OBU with its size, without a temporal delimiter. Given away with the frame:
 *     whoever got the frame closes it
 * @param timestamp RTP timestamp, extended beyond 32 bits by the caller of the depacketizer
 * @param key whether decoding can begin here; always true for Opus
 * @param width pixels across: VP9, of the frame; others, as the latest key frame says; 0 before there was one and for
 *     sound
 * @param height as {@code width}, pixels down
 * @param referenced whether later frames may need this one; false only where the payload says so
 * @param configuration what a container wants to know before the first frame: H264, the latest SPS and PPS as Annex B;
 *     AV1, the sequence header OBU with its size; null for the others. The same array as long as nothing changed
 */
@SuppressWarnings("ArrayRecordComponent") // shared between frames, never compared by value
public record AssembledFrame(
        FrameBuffer data,
        long timestamp,
        boolean key,
        int width,
        int height,
        boolean referenced,
        byte @Nullable [] configuration) {}
