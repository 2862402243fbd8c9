package org.heredity.datasets.download;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.heredity.api.config.UsageException;
import org.heredity.engine.zoo.PublishedWeights;

/**
 * Where datasets and weights are published, with the digests that are published of them: by the
 * authors for CIFAR and Fashion-MNIST, by torchvision for Flowers and its own weights (whose names
 * end in the start of their SHA-256), by Caltech's archive for CUB; by others who got the files,
 * for MIT Indoor Scenes and Stanford Dogs. There are none for Stanford 40 Actions. {@code
 * docs/datasets.md} tells of each where it was found. Immutable.
 */
public final class Catalogue {
  private static final String FLOWERS = "https://www.robots.ox.ac.uk/~vgg/data/flowers/102/";
  private static final String CIFAR = "https://www.cs.toronto.edu/~kriz/";
  private static final String FASHION =
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
  private static final String STANFORD = "http://vision.stanford.edu/";
  private static final String DOGS = STANFORD + "aditya86/ImageNetDogs/";
  private static final String TORRALBA = "https://web.mit.edu/torralba/www/";

  private final Map<String, List<RemoteFile>> datasets = new TreeMap<>();
  private final Map<String, List<RemoteFile>> weights = new TreeMap<>();

  /** Everything that is known. */
  public Catalogue() {
    datasets.put(
        "flowers102",
        List.of(
            md5(FLOWERS + "102flowers.tgz", "52808999861908f626f3c1f4e79d11fa"),
            md5(FLOWERS + "imagelabels.mat", "e0620be6f572b9609742df49c70aed4d"),
            md5(FLOWERS + "setid.mat", "a5357ecc9cb78c4bef273ce3793fc85c")));
    datasets.put(
        "cub200",
        List.of(
            md5(
                "https://data.caltech.edu/records/65de6-vp158/files/CUB_200_2011.tgz",
                "97eceeb196236b17998738112f37df78")));
    datasets.put(
        "mit67",
        List.of(
            md5(
                "http://groups.csail.mit.edu/vision/LabelMe/NewImages/indoorCVPR_09.tar",
                "5d176e5f0e56624a453f2fe0d8b19ff7"),
            md5(TORRALBA + "TrainImages.txt", "fd987513d0f623c424252770fac3f354"),
            md5(TORRALBA + "TestImages.txt", "f00bef137f39d51e4894303a7bf4c2d4")));
    datasets.put(
        "stanford40",
        List.of(
            bare(STANFORD + "Datasets/Stanford40_JPEGImages.zip"),
            bare(STANFORD + "Datasets/Stanford40_ImageSplits.zip")));
    datasets.put(
        "dogs120",
        List.of(
            sha256(
                DOGS + "images.tar",
                "a443fc2f9a851aa1a7b8e4fa4af94b8459fce2c9f5a2f4dd4669cf9673a4ec58"),
            sha256(
                DOGS + "lists.tar",
                "34b47cacd9a98b5d150e084f24d29391c084c55272295ec65c85651bc35f4d6c")));
    datasets.put(
        "cifar10",
        List.of(md5(CIFAR + "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")));
    datasets.put(
        "cifar100",
        List.of(md5(CIFAR + "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")));
    datasets.put(
        "fashion-mnist",
        List.of(
            md5(FASHION + "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
            md5(FASHION + "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
            md5(FASHION + "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
            md5(FASHION + "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310")));
    for (PublishedWeights one : PublishedWeights.values()) {
      weights.put(one.key(), List.of(sha256(one.address(), one.digest())));
    }
  }

  /**
   * The files of a dataset, which then lie in one folder.
   *
   * @throws UsageException if it is not known, or its authors want registration
   */
  public List<RemoteFile> dataset(String name) {
    if (name.equals("imagenet")) {
      throw new UsageException(
          "datasets get: ImageNet is given to registered users only; register at"
              + " https://www.image-net.org/download.php and lay it out as train/<WordNet id>/ and"
              + " val/<WordNet id>/");
    }
    return known("datasets get", datasets, name);
  }

  /**
   * The file of an architecture's ImageNet weights, as torchvision publishes them: {@code resnet18}
   * and others (the weights of the papers), {@code resnet50-v2} (torchvision's newer recipe).
   *
   * @throws UsageException if there are none
   */
  public RemoteFile weightsOf(String architecture) {
    return known("weights get", weights, architecture).get(0);
  }

  /** Names that {@link #dataset} knows. */
  public List<String> datasets() {
    return List.copyOf(datasets.keySet());
  }

  /** Names that {@link #weightsOf} knows. */
  public List<String> weights() {
    return List.copyOf(weights.keySet());
  }

  private static List<RemoteFile> known(
      String command, Map<String, List<RemoteFile>> all, String name) {
    List<RemoteFile> files = all.get(name);
    if (files == null) {
      throw new UsageException(
          command + ": expected one of " + all.keySet() + ", got '" + name + "'");
    }
    return files;
  }

  private static RemoteFile md5(String address, String digest) {
    return RemoteFile.of(address, Checksum.md5(digest));
  }

  private static RemoteFile sha256(String address, String digest) {
    return RemoteFile.of(address, Checksum.sha256(digest));
  }

  private static RemoteFile bare(String address) {
    return RemoteFile.of(address, null);
  }
}
