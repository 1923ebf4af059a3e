package dev.peerscribe.rtp;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.Depacketizer;
import dev.peerscribe.codec.FrameBufferPool;

/** Makes what puts frames together; a test has formats of its own. */
interface DepacketizerFactory {
    Depacketizer make(Codec codec, FrameBufferPool frames, Depacketizer.Output output);
}
