/** Tracks into files: one per participant, on one timeline, playable to the last seconds whatever happens. */
@NullMarked
package dev.peerscribe.recording;

import org.jspecify.annotations.NullMarked;
