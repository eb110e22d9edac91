package io.mesocosm.operator.role;

/** What a master is to be told about a role. */
sealed interface RoleChange {
    String role();

    /** The field that says so, for people. */
    String field();

    /** Whether it was so before, and somebody else changed it. */
    boolean drifted();

    /** What is changed, for people. */
    default String text() {
        return switch (this) {
            case SetWeight set ->
                    "the weight of role %s was %s, not %s"
                            .formatted(role(), set.present, set.weight);
            case SetQuota set ->
                    "the quota of role %s was %s, not %s".formatted(role(), set.present, set.quota);
        };
    }

    /**
     * Another weight.
     *
     * @param present what the master has
     */
    record SetWeight(String role, String field, boolean drifted, double present, double weight)
            implements RoleChange {}

    /**
     * Another quota.
     *
     * @param present what the master has
     */
    record SetQuota(String role, String field, boolean drifted, RoleQuota present, RoleQuota quota)
            implements RoleChange {}
}
