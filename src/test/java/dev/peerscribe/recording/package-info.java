/** Recordings into real files, probed with the library that made them. */
@NullMarked
package dev.peerscribe.recording;

import org.jspecify.annotations.NullMarked;
