package org.heredity.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsModuleTest {
  private final DatasetFormats formats =
      Guice.createInjector(ServiceLoader.load(HeredityPlugin.class))
          .getInstance(DatasetFormats.class);

  @Test
  void isFoundAndBindsEveryFormat() {
    List<String> names = formats.all().stream().map(DatasetFormat::name).toList();
    assertEquals(
        List.of(
            "cifar10",
            "cifar100",
            "cub200",
            "dogs120",
            "drawn-source",
            "drawn-target",
            "fashion-mnist",
            "flowers102",
            "imagenet",
            "mit67",
            "stanford40",
            "folder"),
        names);
    for (DatasetFormat format : formats.all()) {
      DatasetFacts facts = format.facts();
      assertFalse(facts.description().isBlank());
      assertFalse(facts.licence().isBlank());
    }
  }

  @Test
  void opensWhatTheProgramDrawsWithoutAPath(@TempDir Path cache) {
    for (String name : List.of("drawn-source", "drawn-target")) {
      Dataset dataset = formats.open(new DatasetRequest(name, null, 5, Unreadable.FAIL, cache));
      DatasetFacts facts = formats.named(name).orElseThrow().facts();
      assertEquals(name, dataset.name());
      assertEquals(facts.classes(), dataset.classes().size());
      assertEquals(facts.train(), dataset.train().size());
      assertEquals(facts.test(), dataset.test().size());
      assertTrue(dataset.train().read(0).width() == 48);
    }
  }
}
