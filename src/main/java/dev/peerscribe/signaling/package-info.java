/** From frames on a WebSocket to verified facts about peers, and back: codec, verification, connection life. */
@NullMarked
package dev.peerscribe.signaling;

import org.jspecify.annotations.NullMarked;
