/** What the payloads of RTP packets say: from packets in order to whole encoded frames, without decoding one. */
@NullMarked
package dev.peerscribe.codec;

import org.jspecify.annotations.NullMarked;
