/** RTP and RTCP of a peer that only receives: decrypted packets in, whole frames and the RTCP to be sent out. */
@NullMarked
package dev.peerscribe.rtp;

import org.jspecify.annotations.NullMarked;
