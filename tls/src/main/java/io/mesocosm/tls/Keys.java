package io.mesocosm.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** Keys as they are made here, on the curve P-256, and as others have made them. */
public final class Keys {
    private Keys() {}

    /** How a key of that kind signs; others' keys may be of another kind than ours. */
    static String signature(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
    }

    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no keys on P-256", e);
        }
    }

    /**
     * Says so when a certificate's key is not the one that came with it, as between the two writes
     * of a renewal.
     */
    static void requirePair(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
        byte[] words = {1, 2, 3};
        Signature signing = Signature.getInstance(signature(key));
        signing.initSign(key);
        signing.update(words);
        byte[] signed = signing.sign();
        Signature verifying = Signature.getInstance(signature(key));
        verifying.initVerify(certified);
        verifying.update(words);
        if (!verifying.verify(signed)) {
            throw new GeneralSecurityException("the certificate is not for this key");
        }
    }

    /** The private key in PEM, PKCS#8. */
    public static String pem(KeyPair keys) {
        return Pem.of(keys.getPrivate());
    }
}
