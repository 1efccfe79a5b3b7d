package dev.widgetorigin.store.signing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The private half of an Ed25519 key, in a PEM file as {@code openssl genpkey -algorithm ed25519}
 * makes it (PKCS #8, RFC 8410). Immutable.
 */
public final class SigningKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** A key of this kind has 119 characters. */
  private static final int MOST_OCTETS = 10_000;

  private final PrivateKey key;
  private final VerifyingKey publicKey;

  private SigningKey(PrivateKey key, VerifyingKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /** Makes a new one. */
  public static SigningKey generate(SecureRandom random) {
    try {
      return of(pair(random));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }

  private static KeyPair pair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, random);
    return generator.generateKeyPair();
  }

  private static SigningKey of(KeyPair pair) {
    return new SigningKey(
        pair.getPrivate(), VerifyingKey.of(raw((EdECPublicKey) pair.getPublic())));
  }

  /** Throws IOException, whose message names the file and what was expected in it. */
  public static SigningKey read(Path pem) throws IOException {
    if (Files.size(pem) > MOST_OCTETS) {
      throw unfit(pem);
    }
    String text = Files.readString(pem, StandardCharsets.US_ASCII);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw unfit(pem);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
      return new SigningKey(key, publicKey(key));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unfit(pem);
    }
  }

  private static IOException unfit(Path pem) {
    return new IOException(
        pem + ": expected an Ed25519 private key in PEM, from " + BEGIN + " to " + END);
  }

  /**
   * The public half, which such a file does not have: a key pair made with the private octets as
   * its random ones is that pair (RFC 8032 §5.1.5). What comes of it is tried out.
   */
  private static VerifyingKey publicKey(PrivateKey key) throws GeneralSecurityException {
    byte[] octets = ((EdECPrivateKey) key).getBytes().orElseThrow(IllegalArgumentException::new);
    SigningKey again = of(pair(new Fixed(octets)));
    byte[] trial = "a trial".getBytes(StandardCharsets.US_ASCII);
    if (!again.publicKey.verifies(trial, sign(key, trial))) {
      throw new GeneralSecurityException("the public key could not be told");
    }
    return again.publicKey;
  }

  /** The raw form (RFC 8032 §5.1.2): y, little end first, with the sign of x in its last bit. */
  private static byte[] raw(EdECPublicKey key) {
    byte[] big = key.getPoint().getY().toByteArray();
    byte[] raw = new byte[VerifyingKey.OCTETS];
    for (int i = 0; i < Math.min(big.length, raw.length); i++) {
      raw[i] = big[big.length - 1 - i];
    }
    if (key.getPoint().isXOdd()) {
      raw[raw.length - 1] |= (byte) 0x80;
    }
    return raw;
  }

  /**
   * Writes it into a new file that only its owner may read. Throws FileAlreadyExistsException where
   * the file exists. The file is there whole and durably, or not at all: pages will name this key.
   */
  public void write(Path pem) throws IOException {
    String text =
        BEGIN + "\n" + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n" + END + "\n";
    Path folder = pem.toAbsolutePath().getParent();
    // Only its owner may read a temporary file.
    Path whole = Files.createTempFile(folder, ".key", null);
    try {
      try (FileChannel out = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        out.force(true);
      }
      // Unlike a move, a link never takes the place of another file.
      Files.createLink(pem, whole);
    } finally {
      Files.deleteIfExists(whole);
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** The half that everybody may know. */
  public VerifyingKey publicKey() {
    return publicKey;
  }

  /** Raw, 64 octets; the same for the same bytes. */
  public byte[] sign(byte[] bytes) {
    try {
      return sign(key, bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }

  private static byte[] sign(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initSign(key);
    ed25519.update(bytes);
    return ed25519.sign();
  }

  /** Gives these octets once. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final byte[] octets;

    Fixed(byte[] octets) {
      this.octets = octets.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(octets, 0, bytes, 0, Math.min(octets.length, bytes.length));
      Arrays.fill(bytes, Math.min(octets.length, bytes.length), bytes.length, (byte) 0);
    }
  }
}
