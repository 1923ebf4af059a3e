/** Everybody in one picture and one sound: who has which place, whose name stands there, who has the floor. */
@NullMarked
package dev.peerscribe.stage;

import org.jspecify.annotations.NullMarked;
