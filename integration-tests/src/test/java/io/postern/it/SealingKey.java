// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A key for the mailet ArcSeal.
 *
 * @param file PEM, which nobody else may read
 * @param record of DNS
 */
record SealingKey(Path file, String record) {
    private static final int ED25519_POINT = 32;

    /** @param algorithm RSA or Ed25519 */
    static SealingKey make(Path file, String algorithm) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(
                file,
                List.of(
                        "-----BEGIN PRIVATE KEY-----",
                        Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()),
                        "-----END PRIVATE KEY-----"));
        byte[] point = pair.getPublic().getEncoded();
        byte[] published =
                algorithm.equals("RSA") ? point : Arrays.copyOfRange(point, point.length - ED25519_POINT, point.length);
        return new SealingKey(
                file,
                "v=DKIM1; k=" + (algorithm.equals("RSA") ? "rsa" : "ed25519") + "; p="
                        + Base64.getEncoder().encodeToString(published));
    }
}
