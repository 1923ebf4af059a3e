/** Finished recordings to where they belong: they stay on this disk, or go to an S3 store, and the local copy goes in time. */
@NullMarked
package dev.peerscribe.storage;

import org.jspecify.annotations.NullMarked;
