/** Tests of keys, signatures and the key file. */
@NullMarked
package dev.peerscribe.identity;

import org.jspecify.annotations.NullMarked;
