/** Who the agent is and who its peers are: key pairs, signatures, fingerprints. The private key never leaves. */
@NullMarked
package dev.peerscribe.identity;

import org.jspecify.annotations.NullMarked;
