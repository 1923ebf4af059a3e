/** A sender whose every frame is known beforehand: clips that were encoded once, and what their packets carry. */
@NullMarked
package dev.peerscribe.sender;

import org.jspecify.annotations.NullMarked;
