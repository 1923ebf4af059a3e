/** Session descriptions as a model, and the offers and answers of a peer that only receives (RFC 8829, RFC 9143). */
@NullMarked
package dev.peerscribe.sdp;

import org.jspecify.annotations.NullMarked;
