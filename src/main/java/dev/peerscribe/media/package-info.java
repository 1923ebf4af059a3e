/** Sessions with remote peers: negotiation, candidates, tracks; the engine sits behind {@link dev.peerscribe.media.PeerLink}. */
@NullMarked
package dev.peerscribe.media;

import org.jspecify.annotations.NullMarked;
