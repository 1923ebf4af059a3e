package dev.peerscribe.access;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** Somebody who proved who it is, and what that one may do. */
public final class Caller extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private static final String HERE = "local";

    private final String id;
    private final EnumSet<Scope> scopes;
    private final transient BooleanSupplier holds;

    Caller(String id, Set<Scope> scopes, BooleanSupplier holds) {
        super(scopes.stream()
                .map(scope -> new SimpleGrantedAuthority(scope.authority()))
                .toList());
        this.id = id;
        this.scopes = scopes.isEmpty() ? EnumSet.noneOf(Scope.class) : EnumSet.copyOf(scopes);
        this.holds = holds;
        setAuthenticated(true);
    }

    /** Whoever reaches an agent that asks for no credentials, which is on this machine. */
    static Caller here() {
        return new Caller(HERE, EnumSet.allOf(Scope.class), () -> true);
    }

    /** Of the request that the thread works on; one who may do nothing where there is none. */
    public static Caller current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication instanceof Caller caller ? caller : new Caller("", Set.of(), () -> false);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /** Whether the credentials are still good: for answers that last. Any thread. */
    public boolean holds() {
        return holds.getAsBoolean();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public Object getPrincipal() {
        return id;
    }

    @Override
    public String getName() {
        return id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
