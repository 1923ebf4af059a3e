/** Tests of the wire, the verification and the life of connections. */
@NullMarked
package dev.peerscribe.signaling;

import org.jspecify.annotations.NullMarked;
