/** Uploads against a store that checks signatures, and whatever may go wrong between the two. */
@NullMarked
package dev.peerscribe.storage;

import org.jspecify.annotations.NullMarked;
