package io.mesocosm.allocator;

/** A top-level role's quota and how much of it is used up. */
final class QuotaAccount {
    static final long UNLIMITED = Long.MAX_VALUE;

    final String role;
    final Quota quota;
    final Amounts consumed = new Amounts();
    private final long[] guarantees;
    private final long[] limits;

    QuotaAccount(String role, Quota quota, ResourceKinds kinds) {
        this.role = role;
        this.quota = quota;
        quota.limits().milli().keySet().forEach(kinds::kind);
        this.guarantees = kinds.vector(quota.guarantees());
        this.limits = new long[kinds.size()];
        for (int kind = 0; kind < limits.length; kind++) {
            limits[kind] = quota.limits().get(kinds.name(kind)).orElse(UNLIMITED);
        }
    }

    boolean guarantees(int kind) {
        return kind < guarantees.length && guarantees[kind] > 0;
    }

    /** What is still owed of the guarantee. */
    long owed(int kind) {
        return kind < guarantees.length ? Math.max(0, guarantees[kind] - consumed.get(kind)) : 0;
    }

    boolean isOwed() {
        for (int kind = 0; kind < guarantees.length; kind++) {
            if (owed(kind) > 0) {
                return true;
            }
        }
        return false;
    }

    /** How much more the role may use. */
    long allowed(int kind) {
        long limit = kind < limits.length ? limits[kind] : UNLIMITED;
        return limit == UNLIMITED ? UNLIMITED : Math.max(0, limit - consumed.get(kind));
    }

    int kinds() {
        return guarantees.length;
    }
}
