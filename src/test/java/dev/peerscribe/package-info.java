/** The house as a whole: its structure, and its main job end to end. */
@NullMarked
package dev.peerscribe;

import org.jspecify.annotations.NullMarked;
