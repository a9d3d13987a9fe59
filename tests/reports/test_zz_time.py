import time
from tests.reports.test_calculation import *
from tests.reports import office as o
from openpyxl import load_workbook
def test_t(context, spanish, tmp_path):
    t=time.time(); c=dict(cases(context,spanish)); r=region_books(context,spanish); print("build",time.time()-t)
    t=time.time(); books={n:x.book for n,x in c.items()}|{f"r{n}":b for n,(b,_) in r.items()}
    p=o.converted(books,tmp_path,"xlsx"); print("save+LO",time.time()-t)
    t=time.time(); [load_workbook(x,data_only=True) for x in p.values()]; print("load",time.time()-t)
