/** The engine that records without decoding: ICE, DTLS and SRTP of one peer connection behind the port {@code PeerLink}. */
@NullMarked
package dev.peerscribe.passthrough;

import org.jspecify.annotations.NullMarked;
