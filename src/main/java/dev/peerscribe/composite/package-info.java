/** One film of a finished recording, and its posters: everybody in one picture, with mixed sound. */
@NullMarked
package dev.peerscribe.composite;

import org.jspecify.annotations.NullMarked;
