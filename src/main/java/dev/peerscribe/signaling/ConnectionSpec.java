package dev.peerscribe.signaling;

import dev.peerscribe.identity.IdentitySource;
import java.net.URI;

/**
 * What a signalling connection is to be.
 *
 * @param id its id: the meeting's
 * @param url the relay, {@code ws} or {@code wss}
 * @param identity who signs, asked anew for each frame
 * @param hello how it introduces itself
 */
public record ConnectionSpec(String id, URI url, IdentitySource identity, PeerHello hello) {}
