/** Tests of the media room, with a synthetic peer that others may use. */
@NullMarked
package dev.peerscribe.media;

import org.jspecify.annotations.NullMarked;
