/** Who may do what over HTTP: credentials, scopes, rates, and the record of who did it. */
@NullMarked
package dev.peerscribe.access;

import org.jspecify.annotations.NullMarked;
