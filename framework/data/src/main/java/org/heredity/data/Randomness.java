package org.heredity.data;

import java.nio.charset.StandardCharsets;

/**
 * Random numbers as a function of where they are used: a seed, then any number of names and indices
 * such as an example's id. No state moves, so results do not depend on batch size, order, threads
 * or a resumed run. Immutable and thread-safe.
 *
 * <p>Number {@code i} of a stream with key {@code k} is SplitMix64's output function at {@code k +
 * (i+1) * 0x9E3779B97F4A7C15} (Steele, Lea and Flood, OOPSLA 2014).
 */
public final class Randomness {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long key;

  private Randomness(long key) {
    this.key = key;
  }

  /** The stream whose key is {@code seed} itself. */
  public static Randomness of(long seed) {
    return new Randomness(seed);
  }

  /** The stream that belongs to {@code name} within this one. */
  public Randomness at(String name) {
    return at(fnv1a(name));
  }

  /** The stream that belongs to {@code index} within this one. */
  public Randomness at(long index) {
    return new Randomness(mix(mix(key + GOLDEN) ^ index));
  }

  /** 64 random bits, number {@code i} of this stream. */
  public long bits(long i) {
    return mix(key + (i + 1) * GOLDEN);
  }

  /** Uniform in [0, 1), 24 bits, number {@code i} of this stream. */
  public float uniform(long i) {
    return (bits(i) >>> 40) * 0x1p-24f;
  }

  /** Uniform in [0, 1), 53 bits, number {@code i} of this stream. */
  public double uniformDouble(long i) {
    return (bits(i) >>> 11) * 0x1p-53;
  }

  /** Standard normal, from numbers {@code 2i} and {@code 2i+1} of this stream (Box and Muller). */
  public double gaussian(long i) {
    double u = 1 - uniformDouble(2 * i);
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniformDouble(2 * i + 1));
  }

  /** A permutation of 0 to n-1 (Fisher and Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = (int) (uniformDouble(i) * (i + 1));
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** FNV-1a, 64 bits, over the UTF-8 bytes of {@code text}. */
  public static long fnv1a(String text) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
