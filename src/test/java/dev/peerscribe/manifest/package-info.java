/** What a recording proves, put to the test. */
@NullMarked
package dev.peerscribe.manifest;

import org.jspecify.annotations.NullMarked;
