package org.heredity.datasets;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.datasets.drawn.DrawnFormat;
import org.heredity.datasets.files.RecentArchive;
import org.heredity.datasets.official.OfficialFormat;

/** The formats of datasets that the program reads. */
public final class DatasetsModule extends AbstractModule implements HeredityPlugin {
  @Override
  protected void configure() {
    Multibinder<DatasetFormat> formats = Multibinder.newSetBinder(binder(), DatasetFormat.class);
    RecentArchive archives = new RecentArchive();
    OfficialFormat.all(archives).forEach(format -> formats.addBinding().toInstance(format));
    formats.addBinding().toInstance(new FolderFormat(archives));
    formats.addBinding().toInstance(DrawnFormat.source());
    formats.addBinding().toInstance(DrawnFormat.target());
  }
}
