package org.heredity.datasets.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.datasets.files.RecentArchive;
import org.heredity.datasets.official.OfficialFormat;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final Catalogue catalogue = new Catalogue();

  @Test
  void hasEveryOfficialDatasetThatMayBeDownloaded() {
    List<String> formats =
        OfficialFormat.all(new RecentArchive()).stream()
            .map(OfficialFormat::name)
            .sorted()
            .toList();
    List<String> known = new java.util.ArrayList<>(catalogue.datasets());
    known.add("imagenet");
    assertEquals(formats, known.stream().sorted().toList());
    String message =
        assertThrows(UsageException.class, () -> catalogue.dataset("imagenet")).getMessage();
    assertTrue(message.contains("register at https://www.image-net.org"), message);
    assertTrue(
        assertThrows(UsageException.class, () -> catalogue.dataset("flowers"))
            .getMessage()
            .startsWith("datasets get: expected one of [cifar10, cifar100, cub200"));
  }

  @Test
  void onlyStanford40HasNoDigest() {
    for (String name : catalogue.datasets()) {
      boolean all = catalogue.dataset(name).stream().allMatch(f -> f.checksum().isPresent());
      assertEquals(!name.equals("stanford40"), all, name);
    }
  }

  @Test
  void takesTheDigestOfWeightsFromTheirNames() {
    RemoteFile file = catalogue.weightsOf("resnet18");
    assertEquals("resnet18-f37072fd.pth", file.name());
    assertEquals("SHA-256 starting with f37072fd", file.checksum().orElseThrow().toString());
    assertEquals(
        "https://download.pytorch.org/models/resnet50-0676ba61.pth",
        catalogue.weightsOf("resnet50").address().toString());
    String alexnet = catalogue.weightsOf("alexnet").checksum().orElseThrow().toString();
    assertEquals("SHA-256 starting with 7be5be79", alexnet);
    assertThrows(UsageException.class, () -> catalogue.weightsOf("vgg17"));
  }
}
