package org.heredity.engine.zoo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * ImageNet's weights that torchvision publishes; a file's name ends in the start of its SHA-256.
 */
public enum PublishedWeights {
  RESNET18("resnet18", "resnet18-f37072fd.pth"),
  RESNET34("resnet34", "resnet34-b627a593.pth"),
  RESNET50("resnet50", "resnet50-0676ba61.pth"),
  /** By torchvision's newer recipe. */
  RESNET50_V2("resnet50-v2", "resnet50-11ad3fa6.pth"),
  RESNET101("resnet101", "resnet101-63fe2227.pth");

  private static final String SITE = "https://download.pytorch.org/models/";

  /** The folder of weights in the folder of downloads. */
  public static final String FOLDER = "weights";

  private final String key;
  private final String file;

  PublishedWeights(String key, String file) {
    this.key = key;
    this.file = file;
  }

  /** What {@code weights get} calls them; for an architecture's first recipe, its name. */
  public String key() {
    return key;
  }

  /** Where they are published. */
  public String address() {
    return SITE + file;
  }

  /** The start of the file's SHA-256, in hexadecimal digits. */
  public String digest() {
    return file.substring(file.indexOf('-') + 1, file.indexOf('.'));
  }

  /**
   * Where the file lies once it was got.
   *
   * @param cache the folder of downloads
   */
  public Path in(Path cache) {
    return cache.resolve(FOLDER).resolve(file);
  }

  static Optional<PublishedWeights> of(String key) {
    return Arrays.stream(values()).filter(one -> one.key.equals(key)).findFirst();
  }
}
